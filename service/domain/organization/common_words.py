"""What people in this country begin a password with: what library lists of other languages do not know.

Without diacritics and blanks; what is counted with them, such as a year, is found by rule.
"""

from __future__ import annotations

_WORDS = """
    angiang bariavungtau vungtau bacgiang backan baclieu bacninh bentre binhdinh binhduong binhphuoc binhthuan camau
    cantho caobang danang daklak daknong dienbien dongnai dongthap gialai hagiang hanam hanoi hatinh haiduong
    haiphong haugiang hoabinh hungyen khanhhoa kiengiang kontum laichau lamdong langson laocai longan namdinh nghean
    ninhbinh ninhthuan phutho phuyen quangbinh quangnam quangngai quangninh quangtri soctrang sonla tayninh thaibinh
    thainguyen thanhhoa hue thuathienhue tiengiang hochiminh tphcm saigon travinh tuyenquang vinhlong vinhphuc
    yenbai nhatrang dalat halong phohien myhao vanlam vangiang yenmy khoaichau anthi kimdong tienlu phucu matkhau mk
    matma matkhaumoi matkhaucu doimatkhau quenmatkhau dangnhap dangky taikhoan nguoidung quantri quantrivien admin
    administrator root user guest test demo trinhdien thunghiem tonghop baocao bieumau caicach caicachhanhchinh cchc
    hanhchinh hanhchinhcong sonoivu snv sotaichinh stc sogiaothong sgtvt soxaydung soyte sogiaoduc sotuphap
    socongthuong sonongnghiep sotainguyen sokehoach sovanhoa sokhoahoc solaodong songoaivu sothongtin ubnd uyban
    uybannhandan hoidong hdnd tinhuy huyenuy danguy vanphong vanthu motcua canbo congchuc vienchuc chuyenvien
    lanhdao giamdoc phogiamdoc truongphong chutich bithu ketoan thuquy thanhtra kiemtra nhansu donvi coquan phongban
    xaphuong huyen tinh thanhpho congan quandoi bodoi benhvien truonghoc hocsinh sinhvien giaovien vietnam vn toquoc
    doclap tudo hanhphuc doclaptudohanhphuc conghoa xahoichunghia bacho hochiminhmuonnam dangcongsan vietnamvodich
    xinchao chaoban chaoanh chaoem camon tambiet hengaplai chucmung chucmungnammoi nammoi happynewyear xuan ha thu
    dong muaxuan muaha muathu muadong thangmot thanghai thangba thangtu thangnam thangsau thangbay thangtam
    thangchin thangmuoi thuhai thuba thutu thunam thusau thubay chunhat quymot quyhai quyba quybon anhyeuem emyeuanh
    yeuem yeuanh toiyeuem toiyeuvietnam yeunuoc yeume yeubo meyeu bome boyeu conyeu voyeu chongyeu giadinh nhatoi
    banbe banthan tinhyeu anhem chiem ongba cogiao thaygiao congai contrai embe beyeu becung nhoanh nhoem maiyeu
    maimai maimaiyeuem suotdoi tramnam ngaymai homnay homqua khongbiet khongnho khongco khongquen toiquenroi denho
    khonho bimat tuyetmat antoan baomat hoang nguyen nguyenvana nguyenvanan tran tranvan le levan pham phan vu vo
    dang bui do ho ngo duong ly minh anh tuan hung dung hai long nam son thang thanh trung quang duc cuong huy hoa
    hong huong lan linh mai nga ngoc nhung phuong thao thuy trang yen quynh van hanh hien hang giang binh khanh khoi
    kien phuc phu quan quoc tai tam tan thien tien tiendat toan tri tu tung viet vinh bao baoan baochau giabao
    giahan minhanh ngocanh phuonganh thuylinh quynhanh conmeo concho meocon chocon cavang hoahong hoasen hoamai
    hoadao bongda bonghong manchester chelsea liverpool barcelona arsenal realmadrid ronaldo messi zalo facebook
    gmail google yahoo viettel vnpt mobifone vinaphone fpt bkav unikey vietkey telex vni windows office excel word
    samsung iphone nokia oppo maytinh dienthoai laptop internet wifi mang mothaiba mothaibabon khongmothai somot
    somay toilaai latoi daylatoi hello welcome password passw0rd pass changeme letmein qwerty secret login default
    p@ssword abc abcd abc123 aaa zxc asd asdf qaz qazwsx iloveyou sunshine dragon monkey master shadow superman
    batman football princess tienbac tailoc phattai phatloc locphat mayman giausang thanhcong suckhoe binhan vuive
    hanhphucmaimai namhan songgio troixanh maytrang bienxanh nuicao songhong songlo songda hotay hoguom hoankiem
    longbien caugiay badinh dongda haibatrung thanglong daiviet aulac vanlang lachong conrongchautien rong
    phuonghoang sutu voi trau ngua ga lon nhanlong nhanlonghungyen phohienhungyen
"""
COMMON_WORDS = tuple(_WORDS.split())
